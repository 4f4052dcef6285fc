-- The records of one user, and those without a user of the sessions that belong to them, each once.
SELECT *
FROM (
  SELECT
    uid,
    ts,
    kind,
    name,
    entity_id,
    session_id,
    toString(service) AS service,
    toString(service_version) AS version,
    attributes
  FROM business_events
  WHERE user_id = {id:String}
  UNION ALL -- if sessions
    SELECT
      uid,
      ts,
      kind,
      name,
      entity_id,
      session_id,
      toString(service) AS service,
      toString(service_version) AS version,
      attributes
    FROM business_events
    WHERE user_id = '' AND repeat(session_id, empty(user_id)) IN {sessions:Array(String)}
)
LIMIT 1 BY uid
