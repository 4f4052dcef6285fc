-- What an error of a log record is grouped by.
if(
  sattr['telltale.error.fingerprint'] != '', sattr['telltale.error.fingerprint'],
  concat('type:', sattr['exception.type']))
