import { expect, test } from 'vitest';
import { missingLibraries } from '../../build/system.mjs';

test('the libraries that ldd does not find are named, and only they', () => {
  const output = `	linux-vdso.so.1 (0x00007ffd)
	libffmpeg.so => /opt/electron/libffmpeg.so (0x00007f1c)
	libgtk-3.so.0 => not found
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f1b)
	libnss3.so => not found
`;
  expect(missingLibraries(output)).toEqual(['libgtk-3.so.0', 'libnss3.so']);
});
