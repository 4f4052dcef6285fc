-- Transactions that ended in the range, with the attributes of their end, else of their latest record but a step.
SELECT * -- if ofTransactions
  FROM (
    -- include transaction-timeouts
    SELECT
      states.ended AS at,
      [states.outcome] AS outcomes,
      states.durationMs AS durationMs,
      states.amount AS amount,
      states.hasAmount AS hasAmount,
      states.currency AS currency,
      states.user AS user,
      states.service AS service,
      own,
      resource_hash
    FROM (
      -- include transaction-states
      ) AS states
    LEFT ANY JOIN (
      SELECT
        toString(name) AS type,
        entity_id AS id,
        argMax(attributes, (phase = 'ended', phase != 'step', ts, uid)) AS own,
        argMax(resource_hash, (phase = 'ended', ts, uid)) AS resource_hash
      FROM business_events
      WHERE kind = 'transaction' AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {until:DateTime64(9, 'UTC')}
        AND name = {type:String} -- if type
      GROUP BY name, entity_id) AS details ON states.type = details.type AND states.id = details.id
    WHERE states.isEnded AND at >= {from:DateTime64(9, 'UTC')} AND at < {to:DateTime64(9, 'UTC')})
  WHERE {ofTransactions:Bool}
