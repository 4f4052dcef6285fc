-- Which of some services sent one of some signals in a period, to some environments or to any. All others have nothing
-- to do with its figures. Tables of other signals are not read.
SELECT
  ofService,
  signal
FROM (
  SELECT
    toString(service) AS ofService,
    'spans' AS signal
  FROM service_red
  WHERE has({signals:Array(String)}, 'spans') AND service IN {services:Array(String)}
    AND minute >= toStartOfMinute({from:DateTime64(9, 'UTC')}) AND minute < {to:DateTime64(9, 'UTC')}
    AND environment IN {environments:Array(String)} -- if environments
  GROUP BY service
  UNION ALL
  SELECT
    toString(service) AS ofService,
    'logs' AS signal
  FROM log_skeletons
  WHERE has({signals:Array(String)}, 'logs') AND service IN {services:Array(String)}
    AND hour >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND hour < {to:DateTime64(9, 'UTC')}
    AND environment IN {environments:Array(String)} -- if environments
  GROUP BY service
  UNION ALL
  SELECT
    toString(service) AS ofService,
    'business' AS signal
  FROM business_events
  WHERE has({signals:Array(String)}, 'business') AND service IN {services:Array(String)}
    AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND kind = {kind:String} -- if kind
    AND environment IN {environments:Array(String)} -- if environments
  GROUP BY service
  UNION ALL
  -- the values of a series have no service of their own
  SELECT
    toString(service) AS ofService,
    'metrics' AS signal
  FROM series
  WHERE has({signals:Array(String)}, 'metrics') AND service IN {services:Array(String)}
    AND environment IN {environments:Array(String)} -- if environments
  GROUP BY service
)
LIMIT {limit:UInt32}
