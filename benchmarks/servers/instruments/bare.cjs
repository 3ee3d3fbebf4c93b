'use strict';

let count = 0;

exports.installInExpress = () => undefined;
exports.installInFastify = () => undefined;
exports.handled = () => {
  count++;
};
exports.counted = () => count;
