-- The spans to compare: all of the range, or slices of it, of one service, operation or environment.
-- include spans-in-range
  AND toStartOfMinute(start) IN {minutes:Array(DateTime('UTC'))} -- if minutes
    AND toStartOfHour(start) IN {hours:Array(DateTime('UTC'))}
    AND toSecond(start) < {seconds:UInt8}
  AND service = {withinService:String} -- if withinService
  AND name = {withinName:String} -- if withinName
  AND environment = {withinEnvironment:String} -- if withinEnvironment
