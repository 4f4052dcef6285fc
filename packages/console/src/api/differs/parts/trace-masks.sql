-- Each trace with the candidates that its spans meet as bits, and the bit of rows whose trace is known. Only spans of
-- the candidates' operations are read with their attributes.
SELECT
  ofTrace,
  bitOr(groupBitOr(valueMask), {traceBit:UInt32}) AS traceMask
FROM (
  SELECT
    ofTrace,
    -- include value-bits
  FROM (
    SELECT
      ofTrace,
      arrayMap(k -> concat(service, '\n', name, '\n', k), allKeys) AS keys,
      texts
    FROM (
      SELECT
        ofTrace,
        service,
        name,
        keys AS allKeys,
        texts
      FROM (
        -- include trace-spans
        )))
  UNION ALL
  SELECT
    trace_id AS ofTrace,
    toUInt32(0) AS valueMask
  FROM spans
  -- include traces-in-slices
  )
GROUP BY ofTrace
