-- Workflows by day: the records of the person, and those of the person's sessions that name no user.
SELECT
  tenant,
  name,
  day,
  environment,
  id,
  person,
  length(events) AS events
FROM workflow_days
WHERE tenant = {tenant:String} AND (
  hex(SHA256(person)) = {person:String}
  OR arrayExists(one -> hex(SHA256(one)) = {person:String}, others)
  OR (session != '' AND has({sessions:Array(String)}, hex(SHA256(session)))))
