-- Errors of the range that a rule selects: those of log records, and those that spans recorded.
FROM errors
WHERE ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND service IN {services:Array(String)} -- if services
  AND errors.type IN {types:Array(String)} -- if types
  AND ( -- repeat 5 if where#Key
    -- include alert-error-value as where#
    ) = {where#Value:String}
