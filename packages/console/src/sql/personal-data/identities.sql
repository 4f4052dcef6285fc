-- The person's sessions.
SELECT *
FROM identities
WHERE tenant = {tenant:String} AND hex(SHA256(user_id)) = {person:String}
