function main()
  return m.getvar(
end
