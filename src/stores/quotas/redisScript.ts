/** What Redis runs for each request: src/domain/quota.ts, in Lua. */

/**
 * A key's value is { used, when the newest mark began, last, count, last, count, … } in microseconds of Redis's clock, which
 * stands still while a script runs. KEYS: the key. ARGV: limit, how long requests share a mark, window. Answers whether the
 * request may pass, how many count now, and the microseconds until one more may.
 */
export const takeScript = `
local limit, sharing, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local kept = redis.call('GET', KEYS[1])
local used, began, marks, setBack = 0, 0, {}, false
if kept then
  local value = cmsgpack.unpack(kept)
  used, began, setBack = value[1], math.min(value[2], now), value[#value - 1] > now
  for i = 3, #value, 2 do
    -- What lies ahead of a clock that was set back counts as from now: too long rather than not at all.
    local last, count = math.min(value[i], now), value[i + 1]
    if last <= now - window then
      used = used - count
    else
      marks[#marks + 1] = last
      marks[#marks + 1] = count
    end
  end
end

local allowed = used < limit
if allowed then
  local newest = #marks
  if newest > 0 and now - began < sharing then
    marks[newest - 1], marks[newest] = now, marks[newest] + 1
  else
    marks[newest + 1], marks[newest + 2], began = now, 1, now
  end
  used = used + 1
end
if allowed or setBack then
  redis.call('SET', KEYS[1], cmsgpack.pack({ used, began, unpack(marks) }), 'PX', math.ceil(window / 1000))
end

-- A limit that was lowered meanwhile takes more than the oldest mark to be met.
local excess, mark = used - limit, 1
while marks[mark + 2] and excess >= marks[mark + 1] do
  excess, mark = excess - marks[mark + 1], mark + 2
end
return { allowed and 1 or 0, used, (marks[mark] or now) + window - now }
`;
