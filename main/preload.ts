import { contextBridge, ipcRenderer } from 'electron';
import { portMessage, type Shell, shellName } from '../shared/contract.ts';
import { type Ask, askChannels, tellChannels, type Told } from './channels.ts';

function ask<K extends Ask>(name: K): Shell[K] {
  return ((argument: unknown) => ipcRenderer.invoke(askChannels[name], argument)) as Shell[K];
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
  revealFile: ask('revealFile'),
  onCommand: (listener) => listen('command', listener),
  onEngineState: (listener) => listen('engineState', listener),
};

contextBridge.exposeInMainWorld(shellName, shell);

// Ports do not pass the context bridge; the page takes this one from a message event.
ipcRenderer.on(portMessage, (event) => window.postMessage(portMessage, location.origin, event.ports));
