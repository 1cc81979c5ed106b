import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { portMessage, type Shell, shellName } from '../shared/shell.ts';
import { askChannels, type Asked, tellChannels, type Told } from './channels.ts';

function ask<K extends keyof Asked>(name: K): Asked[K] {
  return ((argument: unknown) => ipcRenderer.invoke(askChannels[name], argument)) as Asked[K];
}

/** '' for a File that is no file of this computer. The stand-in of build/runtime.mjs has no webUtils yet. */
function pathOf(file: File): string {
  return webUtils === undefined ? (file as File & { path: string }).path : webUtils.getPathForFile(file);
}

/** Here and not in main, since a File cannot be sent further than over the context bridge. */
async function offerFiles(files: File[]): ReturnType<Shell['offerFiles']> {
  const paths = files.map(pathOf).filter((path) => path !== '');
  return paths.length === 0 ? null : ask('offerFiles')(paths);
}

/** Hands on the value alone: an IpcRendererEvent would give the page the whole ipcRenderer. */
function listen<K extends keyof Told>(name: K, listener: (value: Told[K]) => void): void {
  ipcRenderer.on(tellChannels[name], (_event, value: Told[K]) => listener(value));
}

const shell: Shell = {
  appInfo: ask('appInfo'),
  setTheme: ask('setTheme'),
  offerPassword: ask('offerPassword'),
  keepPassword: ask('keepPassword'),
  forgetPassword: ask('forgetPassword'),
  chooseExportFile: ask('chooseExportFile'),
  chooseFiles: ask('chooseFiles'),
  offerFiles,
  desktopSettings: ask('desktopSettings'),
  changeDesktopSettings: ask('changeDesktopSettings'),
  notify: ask('notify'),
  showBadge: ask('showBadge'),
  showProgress: ask('showProgress'),
  print: ask('print'),
  savePdf: ask('savePdf'),
  retryEngine: ask('retryEngine'),
  openDataFolder: ask('openDataFolder'),
  revealFile: ask('revealFile'),
  onCommand: (listener) => listen('command', listener),
  onEngineState: (listener) => listen('engineState', listener),
  onNotice: (listener) => listen('notice', () => listener()),
  onTheme: (listener) => listen('theme', listener),
};

contextBridge.exposeInMainWorld(shellName, shell);

// Ports do not pass the context bridge; the page takes this one from a message event.
ipcRenderer.on(portMessage, (event) => window.postMessage(portMessage, location.origin, event.ports));
