/** What arrives where reports are awaited and is none, told by its first bytes; the name is put into sentences. */
export const foreignFormats = {
  'dmarc-report': 'a DMARC aggregate report',
  xml: 'XML',
  'web-page': 'a web page',
  pdf: 'a PDF',
  picture: 'a picture',
  media: 'sound or video',
  calendar: 'a calendar entry',
  'address-card': 'an address card',
  office: 'an office document',
  ole: 'an old office document, or an Outlook message',
  rtf: 'a text document (RTF)',
  tnef: 'an Outlook winmail.dat',
  pgp: 'PGP data',
  program: 'a program',
} as const;
export type ForeignFormat = keyof typeof foreignFormats;

/** Archives that are not read: each would take a library of its own, and no reporter sends them. */
export const closedArchives = {
  '7z': 'a 7z archive',
  rar: 'a RAR archive',
  bzip2: 'bzip2',
  xz: 'xz',
  zstd: 'Zstandard',
  lz4: 'LZ4',
  lzip: 'lzip',
  compress: 'compress (.Z)',
  cab: 'a CAB archive',
} as const;
export type ClosedArchive = keyof typeof closedArchives;
