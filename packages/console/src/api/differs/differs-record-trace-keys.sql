-- For every attribute of the spans in the traces of transactions, workflows or people, its values with how many of
-- either side have a span with them. Rows of which no trace is known do not count.
-- include trace-key-columns
  FROM (
    SELECT
      service,
      name,
      toFloat64(selected) AS selectedSpans,
      toFloat64(NOT selected) AS otherSpans,
      count() AS sameSpans,
      groupArrayArray(20000)(keys) AS allKeys,
      groupArrayArray(20000)(texts) AS allTexts
    FROM (
      SELECT
        row,
        selected,
        arrayJoin(traces) AS trace
      FROM (
        -- include compared-records
        )) AS rows
    INNER JOIN (
      -- include trace-operations
      ) AS contexts ON trace = ofTrace
    GROUP BY row, selected, service, name)
-- include trace-key-groups
