// How many SMS a text takes, as in flows/gsm7.py.
const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENDED = new Set("\f^{}\\[~]|€");
const GSM = { one: 160, many: 153 };
const UCS = { one: 70, many: 67 };

const SIMPLER = [[/[“”„«»″]/g, '"'], [/[‘’‚´`′]/g, "'"], [/[–—―‐‑−•·]/g, "-"], [/[\u00a0\u202f\u2009\t]/g, " "], [/…/g, "..."], [/º/g, "o"], [/ª/g, "a"], [/×/g, "x"], [/→/g, "->"]];

const isGsm = (sign) => BASIC.has(sign) || EXTENDED.has(sign);

// What we write goes out in the alphabet of SMS: ã as a, no emoji.
export function asSent(text) {
  const simpler = SIMPLER.reduce((so, [from, to]) => so.replace(from, to), text.normalize("NFC"));
  return [...simpler].map((sign) => {
    if (isGsm(sign)) return sign;
    const bare = sign.normalize("NFD").replace(/\p{M}/gu, "");
    return [...bare].every(isGsm) ? bare : /\p{L}/u.test(sign) ? sign : "";
  }).join("");
}

export function smsSize(text) {
  const signs = [...text];
  const plain = signs.every((sign) => BASIC.has(sign) || EXTENDED.has(sign));
  const places = plain ? signs.reduce((sum, sign) => sum + (EXTENDED.has(sign) ? 2 : 1), 0) : text.length;
  const { one, many } = plain ? GSM : UCS;
  const parts = places <= one ? 1 : Math.ceil(places / many);
  return { left: places, size: parts === 1 ? one : parts * many, parts };
}
