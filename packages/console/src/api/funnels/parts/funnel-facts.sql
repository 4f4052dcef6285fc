-- The people of a funnel (funnel-people) with the attributes that their record has.
-- include funnel-visits
SELECT
  person,
  isOpen,
  level,
  details.service AS service,
  details.own AS own,
  details.resource_hash AS resource_hash
FROM (
  SELECT
    toUInt32(sipHash64(uid)) AS record,
    toString(business_events.service) AS service,
    attributes AS own,
    resource_hash
  -- include step-records
  ) AS details
INNER ANY JOIN (
  -- include funnel-people
  ) AS people ON details.record = people.record
