-- The attributes of a row (`own`), of its service and of its process (`own-resources`), as lists of keys and texts,
-- where `details` are asked for.
arrayConcat(['service.name'], mapKeys(own), mapKeys(ofResource)) AS keys, -- when details
  arrayConcat([service], mapValues(own), mapValues(ofResource)) AS texts,
