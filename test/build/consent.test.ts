import { expect, test } from 'vitest';
import { argumentsWithConsent, consentFlag } from '../../build/consent.mjs';

const runtime = { executablePath: '/electron', engineNode: null };
const standIn = { ...runtime, standIn: true };
const official = { ...runtime, standIn: false };

test('a stand-in gets no window that takes real passwords unless the person says so', () => {
  expect(() => argumentsWithConsent(standIn, ['--lang=de'])).toThrow(`npm start -- ${consentFlag}`);
  expect(argumentsWithConsent(standIn, ['--lang=de', consentFlag])).toEqual(['--lang=de']);
});

test('the official runtime needs nobody’s word', () => {
  expect(argumentsWithConsent(official, ['--lang=de'])).toEqual(['--lang=de']);
});
