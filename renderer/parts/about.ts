import { aboutWords } from '../../shared/settings-words.ts';
import type { AppInfo } from '../../shared/shell.ts';
import { words } from '../../shared/words.ts';

export function aboutFacts({ version, platform, versions }: AppInfo): { label: string; value: string }[] {
  return [
    { label: aboutWords.version, value: version },
    { label: aboutWords.licence, value: aboutWords.licenceName },
    { label: aboutWords.system, value: aboutWords.systems[platform] ?? platform },
    { label: aboutWords.electron, value: versions.electron },
    { label: aboutWords.chromium, value: versions.chromium },
    { label: aboutWords.node, value: versions.node },
  ];
}

/** What is copied, for a report of a fault. */
export function aboutText(info: AppInfo): string {
  return [words.product, ...aboutFacts(info).map(({ label, value }) => `${label}: ${value}`)].join('\n');
}
