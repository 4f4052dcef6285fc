-- Log records with one of up to eight texts and severities. A severity that was not sent counts as info.
(
  (body LIKE {pattern1:String} AND if(severity = 0, 9, severity) >= {least1:UInt8})
  OR (body LIKE {pattern#:String} AND if(severity = 0, 9, severity) >= {least#:UInt8}) -- repeat 2 to 8 if pattern#
)
