-- The latest owner of the session of a row, 0 without one. Sessions are those of records that are counted.
LEFT ANY JOIN ( -- when populated
    SELECT
      session AS owned,
      toUInt64(max(owner)) AS belongsTo
    FROM session_owners LEFT SEMI JOIN (
      SELECT DISTINCT sipHash64(toUInt8(1), session_id) AS asked FROM business_events
      WHERE user_id = '' AND session_id != ''
        -- include counted-records
    ) AS named ON session = asked
    GROUP BY owned
  ) AS ofSessions ON sipHash64(toUInt8(1), session_id) = owned
