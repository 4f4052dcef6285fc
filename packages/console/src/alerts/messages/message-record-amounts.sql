-- What is at risk by an alert on errors with attributes that only their log records have, by currency.
WITH
  reached AS (
    SELECT
      '' AS key,
      trace_id AS trace
    FROM logs
    WHERE toStartOfHour(ts) >= toStartOfHour({from:DateTime64(9, 'UTC')})
      AND toStartOfHour(ts) <= toStartOfHour({to:DateTime64(9, 'UTC')})
      AND ts >= {from:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')}
      AND trace_id != toFixedString('', 16)
      AND event_name = {event:String}
      AND service IN {services:Array(String)} -- if services
      AND sattr['exception.type'] IN {types:Array(String)} -- if types
      AND if( -- if fingerprint
          sattr['telltale.error.fingerprint'] != '', sattr['telltale.error.fingerprint'],
          concat('type:', sattr['exception.type'])
        ) = {fingerprint:String}
      -- include alert-where
  )
-- include at-risk
