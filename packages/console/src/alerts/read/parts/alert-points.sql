-- Points of some metrics in the range; of cumulative ones also those shortly before it, of which the first increase is
-- counted. Points without a value do not count. FINAL merges points that came twice.
WHERE hash IN (SELECT hash FROM series WHERE name IN {names:Array(String)})
  AND hash IN {ids:Array(UInt64)} -- if ids
  AND ts >= {since:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND (
    ts >= {from:DateTime64(9, 'UTC')}
      OR hash IN (SELECT hash FROM series WHERE name IN {names:Array(String)} AND temporality = 2))
  AND NOT bitTest(flags, 0)
