-- The spans to compare: all of the range, or slices of it, that meet the conditions of both sides.
-- include spans-in-range
  AND toStartOfMinute(start) IN {minutes:Array(DateTime('UTC'))} -- if minutes
    AND toStartOfHour(start) IN {hours:Array(DateTime('UTC'))}
    AND toSecond(start) < {seconds:UInt8}
  AND service = {withinService:String} -- if withinService
  AND name = {withinName:String} -- if withinName
  AND has({operations:Array(String)}, concat(service, '\n', name)) -- if operations
  AND toUInt32(cityHash64(service, name, kind)) IN {compared:Array(UInt32)} -- if compared
  -- include span-conditions
  -- include attribute-conditions
