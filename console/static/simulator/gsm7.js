// How many SMS a text takes, as in flows/gsm7.py.
const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENDED = new Set("\f^{}\\[~]|€");
const GSM = { one: 160, many: 153 };
const UCS = { one: 70, many: 67 };

export function smsSize(text) {
  const signs = [...text];
  const plain = signs.every((sign) => BASIC.has(sign) || EXTENDED.has(sign));
  const places = plain ? signs.reduce((sum, sign) => sum + (EXTENDED.has(sign) ? 2 : 1), 0) : text.length;
  const { one, many } = plain ? GSM : UCS;
  const parts = places <= one ? 1 : Math.ceil(places / many);
  return { left: places, size: parts === 1 ? one : parts * many, parts };
}
