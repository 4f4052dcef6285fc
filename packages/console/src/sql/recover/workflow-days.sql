-- Inserts the records of workflows received since again: `events` is a set, so a record that exists already changes
-- nothing.
INSERT INTO workflow_days (tenant, name, day, instance, environment, actor, id, person, session, others, events)
SELECT
  tenant,
  name,
  toDate(ts) AS day,
  cityHash64(name, entity_id) AS instance,
  environment,
  sipHash64(user_id, session, others) AS actor,
  entity_id AS id,
  user_id AS person,
  if(user_id = '', session_id, '') AS session,
  arraySort(arrayDistinct(arrayFilter(
    one -> one NOT IN ('', user_id),
    [attributes['user.id'], attributes['enduser.id'], attributes['customer.id']]))) AS others,
  [
    bitShiftLeft(toUInt256(toUInt64(toUnixTimestamp64Nano(ts))), 192)
      + bitShiftLeft(toUInt256((phase = 'ended') * 9223372036854775808 + intDiv(sipHash64(state), 2)), 128)
      + bitShiftLeft(toUInt256(sipHash64(step)), 64)
      + illegal * 9223372036854775808 + intDiv(sipHash64(service), 2)
  ] AS events
FROM business_events WHERE kind = 'workflow' AND received >= {since:DateTime('UTC')}
