-- With `filtered`: records of journeys whose attributes meet the conditions of the request, of the people whom it
-- chooses, take the place of all; with `withEnds` ended transactions, too.
business_events AS ( -- when filtered
    SELECT *
    FROM (
      SELECT
        *,
        multiIf( -- when populated
            user_id != '', sipHash64(toUInt8(0), user_id),
            belongsTo != 0, belongsTo,
            session_id != '', sipHash64(toUInt8(1), session_id), 0) AS person,
        -- include own-attributes
        attributes AS own
      FROM (
        SELECT * FROM business_events
        WHERE (kind = 'journey'
            OR (kind = 'transaction' AND phase = 'ended') -- when withEnds
          )
          AND ts >= {from:DateTime64(9, 'UTC')}
          AND ts < {to:DateTime64(9, 'UTC')}
        ) AS recorded
      LEFT ANY JOIN ( -- when populated
          SELECT
            session AS owned,
            toUInt64(max(owner)) AS belongsTo
          FROM session_owners LEFT SEMI JOIN (
            SELECT DISTINCT sipHash64(toUInt8(1), session_id) AS asked FROM business_events
            WHERE (kind = 'journey'
                OR (kind = 'transaction' AND phase = 'ended') -- when withEnds
              )
              AND user_id = '' AND session_id != ''
              AND ts >= {from:DateTime64(9, 'UTC')}
              AND ts < {to:DateTime64(9, 'UTC')}
          ) AS named ON session = asked
          GROUP BY owned
        ) AS ofSessions ON sipHash64(toUInt8(1), session_id) = owned
      -- include own-resources
      )
    WHERE true
      AND service = {withinService:String} -- if withinService
      -- include row-conditions
      -- include in-population
  )
