#!/bin/sh
# Makes the fonts of this folder from Debian's packages fonts-noto-core and
# fonts-noto-extra: the letters that cards are drawn with and the rules that join them,
# without hints. It needs apt-get, dpkg-deb and pyftsubset (Debian: fonttools). The same
# inputs make the same files.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$(pwd)
cd "$work"
apt-get download fonts-noto-core=20201225-1 fonts-noto-extra=20201225-1
for package in *.deb; do dpkg-deb -x "$package" .; done
from="$work/usr/share/fonts/truetype/noto"

latin=U+0020-007E,U+00A0-024F,U+0259,U+02B0-02FF,U+0300-0342,U+0345,U+035C,U+0361,U+1E00-1EFF
greek=U+0370-03FF
cyrillic=U+0400-045F,U+0462-0463,U+046A-046B,U+0472-0475,U+048A-052F
signs=U+2000-206F,U+2070-209F,U+20A0-20CF,U+2113,U+2116,U+2122,U+2126,U+2150-215E,U+2190-2199,U+2212,U+2248,U+2260,U+2264-2265,U+25CC
arabic=U+0020-002F,U+003A-0040,U+005B-0060,U+007B-007E,U+00A0,U+00AB,U+00BB,U+0600-06FF,U+0750-077F,U+08A0-08B4,U+08D4-08FF,U+200B-200F,U+2010-2027,U+2030-203A,U+204F,U+25CC,U+FD3E-FD3F,U+FDF2,U+FDFA-FDFC
mathematics=U+2190-2199,U+2200-22FF,U+2308-230B,U+25CC
hebrew=U+0020,U+0591-05F4,U+25CC,U+FB1D-FB4F

subset() {
	pyftsubset "$from/$1.ttf" --unicodes="$2" --layout-features="$3" --no-hinting --name-IDs="*" --output-file="$here/$1.ttf"
}
latinRules=ccmp,locl,mark,mkmk,kern,liga,calt
for weight in Regular SemiBold; do
	subset "NotoSerif-$weight" "$latin,$greek,$cyrillic,$signs" "$latinRules"
	subset "NotoSans-$weight" "$latin,$greek,$cyrillic,$signs" "$latinRules"
	subset "NotoNaskhArabic-$weight" "$arabic" '*'
	subset "NotoSansArabic-$weight" "$arabic" '*'
done
subset NotoSerifHebrew-SemiBold "$hebrew" '*'
subset NotoSansMath-Regular "$mathematics" ccmp
