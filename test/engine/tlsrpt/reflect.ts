// tsyringe, inside @peculiar/x509, demands a metadata polyfill of which it then uses nothing here.
const nothing = () => undefined;
Object.assign(Reflect, {
  defineMetadata: nothing,
  getMetadata: nothing,
  getOwnMetadata: nothing,
  hasOwnMetadata: () => false,
});
