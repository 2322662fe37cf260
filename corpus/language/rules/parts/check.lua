function main()
  return m.getvar('REQUEST_METHOD') == 'GET' and 'get' or nil
end
