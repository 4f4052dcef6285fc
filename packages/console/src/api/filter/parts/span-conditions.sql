-- Conditions on fields that every span has, one kind a line (api/filter/filter-params.ts).
AND environment = {environment:String} -- if environment
AND service IN {serviceIs:Array(String)} -- if serviceIs
AND service NOT IN {serviceIsNot:Array(String)} -- if serviceIsNot
AND name IN {nameIs:Array(String)} -- if nameIs
AND name NOT IN {nameIsNot:Array(String)} -- if nameIsNot
AND status IN {statuses:Array(UInt8)} -- if statuses
AND kind IN {kinds:Array(UInt8)} -- if kinds
AND toUInt8(entry) IN {entries:Array(UInt8)} -- if entries
AND duration >= {spanMinNs:UInt64} -- if spanMinNs
AND duration <= {spanMaxNs:UInt64} -- if spanMaxNs
AND start >= {spansFrom:DateTime64(9, 'UTC')} -- if spansFrom
AND start < {spansTo:DateTime64(9, 'UTC')} -- if spansTo
