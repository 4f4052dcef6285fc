-- Which typed maps hold an attribute's values, by a few seconds of the range, and how many resources have the
-- attribute.
SELECT
  countIf(mapContains(sattr, {key:String})) AS strings,
  countIf(mapContains(iattr, {key:String})) AS ints,
  countIf(mapContains(nattr, {key:String})) AS doubles,
  countIf(mapContains(battr, {key:String})) AS bools,
  (SELECT count() FROM resources WHERE mapContains(attributes, {key:String})) AS resources
FROM spans
WHERE toStartOfMinute(start) IN {minutes:Array(DateTime('UTC'))}
  AND toStartOfHour(start) IN {hours:Array(DateTime('UTC'))}
  AND toSecond(start) < {seconds:UInt8} AND start >= {from:DateTime64(9, 'UTC')} AND start < {to:DateTime64(9, 'UTC')}
