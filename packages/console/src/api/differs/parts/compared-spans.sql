-- The spans that are compared: all of the range, or slices of it, of one service, operation or environment.
AND toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND toStartOfHour(start) <= toStartOfHour({to:DateTime64(9, 'UTC')})
AND start >= {from:DateTime64(9, 'UTC')} AND start < {to:DateTime64(9, 'UTC')}
AND toStartOfMinute(start) IN {minutes:Array(DateTime('UTC'))} AND toStartOfHour(start) IN {hours:Array(DateTime('UTC'))} AND toSecond(start) < {seconds:UInt8} -- if minutes
AND service = {withinService:String} -- if withinService
AND name = {withinName:String} -- if withinName
AND environment = {withinEnvironment:String} -- if withinEnvironment
