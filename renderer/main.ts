import { mount } from 'svelte';
import { portMessage, type Shell, shellName } from '../shared/shell.ts';
import App from './App.svelte';
import './tokens.css';
import './app.css';
import './print.css';
import { Desk } from './desk.svelte.ts';
import { Engine, portOf } from './engine.ts';
import { followTheme } from './theme.ts';

declare global {
  interface Window {
    readonly [shellName]: Shell;
  }
}

const engine = new Engine();
// main/preload.ts posts a port at every start of the engine; ports cannot cross contextBridge.
window.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.source === window && event.data === portMessage && port !== undefined) engine.connect(portOf(port));
});

followTheme(document.documentElement);
const desk = new Desk(engine, window[shellName]);
void desk.start();
mount(App, { target: document.body, props: { desk } });
