-- The person of a row, which has the owner of its session (`session-owner`): 0 for one without a user and a session.
multiIf( -- when populated
    user_id != '', sipHash64(toUInt8(0), user_id),
    belongsTo != 0, belongsTo,
    session_id != '', sipHash64(toUInt8(1), session_id), 0) AS person,
