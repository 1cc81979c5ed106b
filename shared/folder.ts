/** INBOX is one folder in whatever case (RFC 3501 section 5.1); every other name is taken as it is. */
export function folderName(name: string): string {
  return name.toLowerCase() === 'inbox' ? 'INBOX' : name;
}
