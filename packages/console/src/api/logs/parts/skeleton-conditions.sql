-- Conditions on log records that the roll-up of their skeletons can answer.
AND environment = {environment:String} -- if environment
AND service IN {serviceIs:Array(String)} -- if serviceIs
AND service NOT IN {serviceIsNot:Array(String)} -- if serviceIsNot
AND name IN {eventNameIs:Array(String)} -- if eventNameIs
AND name NOT IN {eventNameIsNot:Array(String)} -- if eventNameIsNot
AND (name = '') = {isLog:Bool} -- if isLog
