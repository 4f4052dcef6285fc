-- Skeletons of texts that only log records of the person have.
SELECT
  tenant,
  hour,
  service,
  environment,
  name,
  skeleton,
  count
FROM log_skeletons
WHERE tenant = {tenant:String} AND has({skeletons:Array(String)}, hex(SHA256(concat(name, '\n', skeleton))))
