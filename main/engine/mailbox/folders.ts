const words = ['tls', 'rpt', 'report'];

/** Folder names with the likeliest folder for reports first, then INBOX, then the others by name. */
export function likeliestFirst(folders: string[]): string[] {
  return [...folders].sort((a, b) => likelihood(b) - likelihood(a) || a.localeCompare(b));
}

function likelihood(folder: string): number {
  const name = folder.toLowerCase();
  const hits = words.filter((word) => name.includes(word)).length;
  if (hits > 0) return 1 + hits;
  return name === 'inbox' ? 1 : 0;
}
