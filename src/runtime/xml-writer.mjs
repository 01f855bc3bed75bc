// What `feed` wants of xml-js in a worker: the half that writes. Named by wrangler.toml, in place of the package.
import js2xml from '../../node_modules/xml-js/lib/js2xml.js';

export { js2xml };
