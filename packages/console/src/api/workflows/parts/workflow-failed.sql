-- Failed calls of event handlers in the range. The text index over attributes finds them.
FROM spans
-- include spans-in-range
  AND has(kv, 'telltale.handler.outcome=failed')
  AND environment = {environment:String} -- if environment
  AND service = {service:String} -- if service
