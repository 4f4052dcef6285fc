-- Notes that the person wrote, and those whose text or address has the person's id as a word: of the characters that
-- most ids have, or all that is between spaces, marks, and the separators of an address.
SELECT *
FROM notes FINAL
WHERE tenant = {tenant:String} AND (
  hex(SHA256(replaceRegexpOne(author, ' \\((token|not verified)\\)$', ''))) = {person:String}
  OR hex(SHA256(replaceRegexpOne(author_id, '^oidc:[^#]*#', ''))) = {person:String}
  OR hex(SHA256(subject)) = {person:String}
  OR arrayExists(word -> hex(SHA256(word)) = {person:String}, splitByWhitespace(text))
  OR arrayExists(
    word -> hex(SHA256(word)) = {person:String},
    extractAll(
      concat(text, ' ', decodeURLComponent(path), ' ', decodeURLComponent(search)),
      '[\\p{L}\\p{N}_.@:+-]*[\\p{L}\\p{N}_]'))
  OR arrayExists(
    word -> hex(SHA256(word)) = {person:String},
    extractAll(
      concat(text, ' ', decodeURLComponent(path), ' ', decodeURLComponent(search)),
      '[\\p{L}\\p{N}_.@+-]*[\\p{L}\\p{N}_]'))
  OR arrayExists(
    part -> hex(SHA256(part)) = {person:String}
      OR hex(SHA256(replaceRegexpOne(part, '[.:!?]+$', ''))) = {person:String},
    arrayConcat(
      splitByRegexp('[\\s,;()"\\x27]+', text),
      arrayMap(part -> decodeURLComponent(part), splitByRegexp('[/?&=#]', concat(path, '?', search))),
      splitByRegexp('[/?&=#]', decodeURLComponent(concat(path, '?', search))),
      splitByRegexp('[?&=#]', decodeURLComponent(search)))))
