/**
 * What a script finds when it begins: Lua's basic functions, string, table and math, the clock of os, and `m`. Nothing
 * reads a file or starts a program unless the host gives `read`. Whatever could run without coming by the limits is
 * replaced: string patterns, long runs inside table functions, and finalizers. The host calls this chunk with
 * `spend(steps)`, `scan(subject, pattern, from, last, anchor)` and `read(path)` or nil.
 */
export const sandbox = `
local spend, scan, read, folder = ...
local type, error, tostring, getmetatable, rawget = type, error, tostring, getmetatable, rawget
local select, setmetatable, load, unpack, pack = select, setmetatable, load, table.unpack, table.pack
local sub, huge, concat = string.sub, math.huge, table.concat

for _, name in ipairs { 'collectgarbage', 'dofile', 'load', 'loadfile', 'print', 'warn' } do _G[name] = nil end
string.dump = nil
if os then os = { clock = os.clock, date = os.date, difftime = os.difftime, time = os.time } end

_G.setmetatable = function(object, meta)
  if type(meta) == 'table' and rawget(meta, '__gc') ~= nil then error('__gc is not available', 2) end
  return setmetatable(object, meta)
end

local function plain(name, cost)
  local own = table[name]
  table[name] = function(list, ...)
    if type(list) == 'table' then
      if getmetatable(list) ~= nil then error('table.' .. name .. ' takes a table without a metatable', 2) end
      spend(cost(list, ...))
    end
    return own(list, ...)
  end
end
local function whole(list) return #list end
plain('concat', whole)
plain('sort', whole)
plain('unpack', whole)
plain('insert', function(list, ...) return select('#', ...) > 1 and #list or 1 end)
plain('remove', function(list, at) return at ~= nil and #list or 1 end)
plain('move', function(_, first, last, _, target)
  if target ~= nil and getmetatable(target) ~= nil then error('table.move takes tables without metatables', 3) end
  return type(first) == 'number' and type(last) == 'number' and last >= first and last - first + 1 or 1
end)

local function text(value, at, name)
  if type(value) == 'string' then return value end
  if type(value) == 'number' then return tostring(value) end
  error("bad argument #" .. at .. " to '" .. name .. "' (string expected, got " .. type(value) .. ')', 3)
end

local function start(from, length)
  from = from or 1
  if from > 0 then return from end
  if from == 0 or -from > length then return 1 end
  return length + from + 1
end

function string.find(subject, pattern, from, isPlain)
  subject, pattern = text(subject, 1, 'find'), text(pattern, 2, 'find')
  from = start(from, #subject)
  if from > #subject + 1 then return nil end
  local found = pack(scan(subject, pattern, from, -1, isPlain and 'plain' or 'anchor'))
  if found[1] == nil then return nil end
  return unpack(found, 1, found.n)
end

-- the captures of a match, or the whole of it
local function captures(subject, found)
  if found.n > 2 then return unpack(found, 3, found.n) end
  return sub(subject, found[1], found[2])
end

function string.match(subject, pattern, from)
  subject, pattern = text(subject, 1, 'match'), text(pattern, 2, 'match')
  from = start(from, #subject)
  if from > #subject + 1 then return nil end
  local found = pack(scan(subject, pattern, from, -1, 'anchor'))
  if found[1] == nil then return nil end
  return captures(subject, found)
end

function string.gmatch(subject, pattern)
  subject, pattern = text(subject, 1, 'gmatch'), text(pattern, 2, 'gmatch')
  local at, last = 1, -1
  return function()
    local found = pack(scan(subject, pattern, at, last, 'free'))
    if found[1] == nil then
      at = #subject + 2
      return nil
    end
    at, last = found[2] + 1, found[2] + 1
    return captures(subject, found)
  end
end

local function filled(template, subject, found)
  local parts, at = {}, 1
  while true do
    local mark = scan(template, '%', at, -1, 'plain')
    if mark == nil then break end
    parts[#parts + 1] = sub(template, at, mark - 1)
    local letter = sub(template, mark + 1, mark + 1)
    if letter == '%' then parts[#parts + 1] = '%'
    elseif letter == '0' then parts[#parts + 1] = sub(subject, found[1], found[2])
    else
      local number = letter ~= '' and scan('123456789', letter, 1, -1, 'plain')
      if not number then error("invalid use of '%' in replacement string", 3) end
      local value = found[number + 2]
      if value == nil and number == 1 and found.n == 2 then value = sub(subject, found[1], found[2]) end
      if value == nil then error('invalid capture index %' .. letter .. ' in replacement string', 3) end
      parts[#parts + 1] = value
    end
    at = mark + 2
  end
  parts[#parts + 1] = sub(template, at)
  return concat(parts)
end

function string.gsub(subject, pattern, replacement, most)
  subject, pattern = text(subject, 1, 'gsub'), text(pattern, 2, 'gsub')
  local kind = type(replacement)
  if kind == 'number' then replacement, kind = tostring(replacement), 'string' end
  if kind ~= 'string' and kind ~= 'table' and kind ~= 'function' then
    error("bad argument #3 to 'gsub' (string/function/table expected, got " .. kind .. ')', 2)
  end
  local anchored = sub(pattern, 1, 1) == '^'
  local parts, at, last, count = {}, 1, -1, 0
  most = most or huge
  while count < most do
    local found = pack(scan(subject, pattern, at, last, 'anchor'))
    if found[1] == nil then break end
    count = count + 1
    parts[#parts + 1] = sub(subject, at, found[1] - 1)
    local value
    if kind == 'string' then value = filled(replacement, subject, found)
    elseif kind == 'table' then value = replacement[(captures(subject, found))]
    else value = replacement(captures(subject, found)) end
    if not value then value = sub(subject, found[1], found[2])
    elseif type(value) ~= 'string' and type(value) ~= 'number' then
      error('invalid replacement value (a ' .. type(value) .. ')', 2)
    end
    parts[#parts + 1] = value
    at, last = found[2] + 1, found[2] + 1
    if anchored then break end
  end
  parts[#parts + 1] = sub(subject, at)
  return concat(parts), count
end

if read then
  local loaded = {}
  local function chunk(path, level)
    local source = read(path)
    if source == nil then return nil, 'cannot read ' .. path end
    return load(source, '@' .. path, 't')
  end
  function dofile(path)
    local run, reason = chunk(path)
    if run == nil then error(reason, 2) end
    return run()
  end
  function require(name)
    if loaded[name] == nil then
      local run, reason = chunk(name:gsub('%.', '/') .. '.lua')
      if run == nil then error(reason, 2) end
      local result = run(name)
      loaded[name] = result == nil and true or result
    end
    return loaded[name]
  end
else
  require = nil
end
`
