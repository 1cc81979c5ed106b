import type { Account } from './account.ts';
import type { Problem } from './contract.ts';
import type { ErrorCode } from './error.ts';

/** What main and the engine tell each other besides the calls; passwords and file paths travel only here. */
export type ControlMessage =
  | { kind: 'secret'; id: string; password: string; account: Account }
  | { kind: 'forget'; id: string }
  | { kind: 'grant'; id: string; use: GrantUse; paths: string[] }
  /** Are you there? `pong` is the answer. */
  | { kind: 'ping' }
  /** The computer woke, or its network changed. */
  | { kind: 'wake' }
  | { kind: 'close' };
/**
 * After `closed` and `restart` the store is closed and the engine has ended; `restart` asks for the next one. `busy`
 * says that the next word may take very long.
 */
export type ControlReply =
  | { kind: 'busy' }
  | { kind: 'ready' }
  | { kind: 'pong' }
  /** A grant that is to be used no more. */
  | { kind: 'used'; id: string }
  | { kind: 'failed'; code: ErrorCode; detail: string }
  | { kind: 'closed' }
  | { kind: 'restart' };

/** What a file may be used for: to be read by `import` and `restore`, or written by the others. */
export type GrantUse = 'import' | 'restore' | 'csv' | 'json' | 'eml' | 'backup' | 'pdf';

export type OpenKind = 'files' | 'folder' | 'backup';

export type Theme = 'system' | 'light' | 'dark';

/** What the person wants of the desktop; kept by main, as it concerns this computer and not the reports. */
export interface DesktopSettings {
  /** Tell of new kinds of failure. */
  notifications: boolean;
  startAtLogin: boolean;
  /** Closing the window leaves the app running in the tray, where it goes on checking the mailbox. */
  tray: boolean;
}

/** New kinds of failure in one sentence; a click on it opens what it tells of. */
export interface Notice {
  title: string;
  body: string;
}

export interface AppInfo {
  version: string;
  platform: string;
  /** False where the system has no keychain: passwords are then forgotten when the app quits. */
  keychain: boolean;
  /** Starts the app with a keychain that may be running all the same; null where it looked for one. */
  keychainCommand: string | null;
  theme: Theme;
  /** Where main and the engine write what went wrong. */
  logPath: string;
  versions: { electron: string; chromium: string; node: string };
}

/** How much of the work under way is done, 0 to 1; `unknown` where nobody can tell. */
export type WorkProgress = number | 'unknown';

/** What the engine's host tells the window. */
export type EngineState =
  | { phase: 'starting' }
  | { phase: 'ready' }
  | { phase: 'restarting'; inSeconds: number }
  | { phase: 'failed'; problem: Problem };

/** Menu commands that the window carries out. */
export const commands = [
  'check-now',
  'export-csv',
  'import-files',
  'import-folder',
  'combine',
  'remove',
  'ignore-reporter',
  'find',
  'open-palette',
  'print',
  'save-pdf',
  'show-overview',
  'show-reports',
  'show-failures',
  'show-mailboxes',
  'show-refused',
  'show-settings',
  'show-about',
  'go-back',
  'go-forward',
] as const;
export type Command = (typeof commands)[number];

/** What the window may ask Electron's main process, through the one gate in main/shell.ts. */
export interface Shell {
  appInfo(): Promise<AppInfo>;
  setTheme(theme: Theme): Promise<void>;
  /**
   * Hands a password over, once: kept in memory here and in the engine, not to be had back, and sent for this account
   * alone.
   */
  offerPassword(offer: { password: string; account: Account }): Promise<{ secretId: string }>;
  /**
   * Puts an offered password into the keychain; false where there is none (it then lasts until quit). `inPlaceOf` is the
   * secretId before, which is forgotten ('' for none): but for what another keychain has of it.
   */
  keepPassword(kept: { secretId: string; inPlaceOf: string }): Promise<boolean>;
  forgetPassword(secretId: string): Promise<void>;
  /**
   * The native Save dialog, for a name ending in .csv, .json, .json.gz, .eml or .sqlite; null when the person cancels.
   * The path is for showing: the engine takes the grant.
   */
  chooseExportFile(suggestedName: string): Promise<{ grant: string; path: string } | null>;
  /** The native Open dialog, for files, folders, or a backup to restore. */
  chooseFiles(what: OpenKind): Promise<{ grant: string; paths: string[] } | null>;
  /** Grants files and folders that were dropped on the window; null where none of it is a file of this computer. */
  offerFiles(files: File[]): Promise<{ grant: string; paths: string[] } | null>;
  desktopSettings(): Promise<DesktopSettings>;
  /** Answers what is in force then: a system may refuse to start the app at login, or have no tray. */
  changeDesktopSettings(change: Partial<DesktopSettings>): Promise<DesktopSettings>;
  /** Where the person allowed notifications; a click on it brings the window forward, see onNotice. */
  notify(notice: Notice): Promise<void>;
  /** How many problems are open, on the app's icon; 0 takes it away. */
  showBadge(count: number): Promise<void>;
  /** Work under way, on the app's icon in the taskbar; null for none. */
  showProgress(progress: WorkProgress | null): Promise<void>;
  /** The system's print dialog for the page as it is. */
  print(): Promise<void>;
  /** The page as a PDF file, for a name ending in .pdf, by the native Save dialog; null when the person cancels. */
  savePdf(suggestedName: string): Promise<{ grant: string; path: string; bytes: number } | null>;
  /** Starts the engine once more after it failed. */
  retryEngine(): Promise<void>;
  /** Opens the folder where everything is kept. */
  openDataFolder(): Promise<void>;
  /** Shows a file written under this grant in the system's file manager. */
  revealFile(grant: string): Promise<void>;
  onCommand(listener: (command: Command) => void): void;
  onEngineState(listener: (state: EngineState) => void): void;
  /** The latest notice was clicked on; the window is in front by then. */
  onNotice(listener: () => void): void;
  /** A theme was chosen, by the menu or by setTheme. */
  onTheme(listener: (theme: Theme) => void): void;
}

/** The name under which preload.ts puts the Shell on `window`, and the message by which it hands over the port. */
export const shellName = 'shell';
export const portMessage = 'engine-port';
