-- Log records that name the person, and those of the person's sessions that name nobody.
SELECT * REPLACE (lower(hex(trace_id)) AS trace_id, lower(hex(span_id)) AS span_id)
FROM logs
WHERE tenant = {tenant:String} AND (
  hex(SHA256(sattr['user.id'])) = {person:String} OR hex(SHA256(sattr['enduser.id'])) = {person:String}
  OR (mapContains(iattr, 'user.id') AND hex(SHA256(toString(iattr['user.id']))) = {person:String})
  OR (mapContains(iattr, 'enduser.id') AND hex(SHA256(toString(iattr['enduser.id']))) = {person:String})
  OR (sattr['session.id'] != '' AND sattr['user.id'] = '' AND sattr['enduser.id'] = '' AND NOT mapContains(iattr, 'user.id')
    AND has({sessions:Array(String)}, hex(SHA256(sattr['session.id'])))))
