-- Hashes of type and id of the instances with a record in the range that matches the parameters of the request.
SELECT instance
-- include workflow-rows-in-range
  AND arrayExists( -- if service
    event -> event % 9223372036854775808 = intDiv(sipHash64({service:String}), 2)
      AND event >= recordsFrom AND event < recordsTo,
    events)
  AND instance IN ( -- when filtered
    -- include matching-instances
    )
