import { serveReading } from './readserver.ts';
import { readSource } from './source.ts';

// The thread in which mails and files are read, so that one which is not done with ends the thread alone.

serveReading(readSource);
