-- Log records with one of up to eight texts and severities. A severity that was not sent counts as info.
(
  (body LIKE {pattern1:String} AND if(severity = 0, 9, severity) >= {least1:UInt8})
  OR (body LIKE {pattern2:String} AND if(severity = 0, 9, severity) >= {least2:UInt8}) -- if pattern2
  OR (body LIKE {pattern3:String} AND if(severity = 0, 9, severity) >= {least3:UInt8}) -- if pattern3
  OR (body LIKE {pattern4:String} AND if(severity = 0, 9, severity) >= {least4:UInt8}) -- if pattern4
  OR (body LIKE {pattern5:String} AND if(severity = 0, 9, severity) >= {least5:UInt8}) -- if pattern5
  OR (body LIKE {pattern6:String} AND if(severity = 0, 9, severity) >= {least6:UInt8}) -- if pattern6
  OR (body LIKE {pattern7:String} AND if(severity = 0, 9, severity) >= {least7:UInt8}) -- if pattern7
  OR (body LIKE {pattern8:String} AND if(severity = 0, 9, severity) >= {least8:UInt8}) -- if pattern8
)
