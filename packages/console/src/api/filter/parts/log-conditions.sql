-- Conditions on fields that every log record has.
AND environment = {environment:String} -- if environment
AND service IN {serviceIs:Array(String)} -- if serviceIs
AND service NOT IN {serviceIsNot:Array(String)} -- if serviceIsNot
AND event_name IN {eventNameIs:Array(String)} -- if eventNameIs
AND event_name NOT IN {eventNameIsNot:Array(String)} -- if eventNameIsNot
AND intDiv(if(severity = 0, 9, severity) - 1, 4) IN {levels:Array(UInt8)} -- if levels
AND if(severity = 0, 9, severity) >= {minSeverity:UInt8} -- if minSeverity
AND resource_hash = {resource:UInt64} -- if resource
AND (event_name = '') = {isLog:Bool} -- if isLog
AND match(skeleton, {pattern:String}) -- if pattern
AND hasAllTokens(lower(body), {words:Array(String)}) -- if words
AND trace_id = toFixedString(unhex({traceId:String}), 16) -- if traceId
AND span_id = toFixedString(unhex({spanId:String}), 8) -- if spanId
