"""The backchannels of languages that are written in Latin letters.

Those of English are Switchboard's, and the cues of Cooney and Reece, 'Quantifying turn-taking' (Scientific
Reports, 2025); Nigel Ward's 'Common Backchannels' names some of twenty other languages. What also
refuses, asks or thanks is none: people say it to be heard.
"""

from __future__ import annotations

__all__ = ["LATIN_BACKCHANNELS"]

_SERBIAN = (
    "da|dobro|u redu|važi|tako je|tačno|naravno|jasno|razumem|razumijem|shvatam|kapiram|stvarno|"
    "ozbiljno|super|odlično|savršeno|sjajno|divno|lepo|lijepo|zanimljivo|slažem se|u pravu si|"
    "u pravu ste|nema problema|svakako|sigurno|znam|istina|okej|može|zaista|bože|ima smisla|pa da|"
    "ma da|e da|nastavi|nastavite"
)
LATIN_BACKCHANNELS = {
    "af": (
        "ja|jip|goed|goed so|reg|dis reg|dis waar|regtig|presies|natuurlik|verstaan|ek verstaan|ek sien|"
        "seker|absoluut|perfek|lekker|wonderlik|fantasties|uitstekend|interessant|mooi|korrek|waar|okei|"
        "geen probleem|dit maak sin|gaan voort|sjoe"
    ),
    "bs": _SERBIAN,
    "ca": (
        "sí|ja|ahà|d'acord|val|vale|clar|exacte|entesos|entenc|ja veig|és clar|molt bé|bé|és veritat|"
        "de veritat|perfecte|genial|fantàstic|excel·lent|que bé|està bé|correcte|i tant|per descomptat|"
        "cap problema|té sentit|tens raó|interessant|ostres|déu meu|ah|ah sí|ho entenc|ho sé|ja ho sé|"
        "endavant|continua"
    ),
    "cs": (
        "jo|jojo|ano|jasně|dobře|dobrá|přesně|rozumím|chápu|tak jo|to jo|vážně|opravdu|super|fajn|jistě|"
        "perfektní|perfektně|skvělé|skvěle|výborně|výborné|paráda|bezva|prima|hezky|pěkně|zajímavé|správně|"
        "samozřejmě|určitě|souhlasím|máš pravdu|máte pravdu|pravda|to je pravda|v pořádku|žádný problém|"
        "bez problému|dává to smysl|to dává smysl|vím|to vím|bože|páni|ty jo|fakt|pokračuj|pokračujte"
    ),
    "da": (
        "ja|jo|jaja|jep|nå|okej|godt|præcis|nemlig|klart|fint|rigtigt|det er rigtigt|virkelig|forstået|"
        "perfekt|super|fantastisk|fremragende|dejligt|skønt|flot|fedt|interessant|korrekt|netop|selvfølgelig|"
        "naturligvis|helt sikkert|sikkert|enig|jeg forstår|det forstår jeg|det giver mening|giver mening|"
        "intet problem|det er fint|det er godt|i orden|helt i orden|du har ret|det ved jeg|nå ja|gud|"
        "utroligt|bliv ved|fortsæt"
    ),
    "de": (
        "ja|jaja|jo|jup|jap|jep|yep|genau|ganz genau|ah|oh|ach|ach so|achso|ach ja|ah ja|stimmt|"
        "das stimmt|richtig|klar|na klar|alles klar|gut|sehr gut|verstehe|ich verstehe|verstanden|echt|"
        "wirklich|tatsächlich|krass|super|toll|cool|schön|interessant|natürlich|eben|in ordnung|jawohl|"
        "sicher|freilich|okey|oha|hmhm|perfekt|passt|das passt|passt schon|prima|naja|na ja|na gut|gern|"
        "gerne|sehr gerne|sehr schön|wunderbar|großartig|fantastisch|spitze|klasse|geil|"
        "kein problem|macht sinn|das macht sinn|ergibt sinn|das ergibt sinn|klingt gut|das klingt gut|"
        "hört sich gut an|das ist gut|das ist wahr|das ist richtig|so ist es|absolut|definitiv|exakt|korrekt|"
        "logisch|allerdings|durchaus|bestimmt|selbstverständlich|ich weiß|weiß ich|du hast recht|"
        "sie haben recht|da hast du recht|mein gott|oh mein gott|meine güte|wahnsinn|unglaublich|"
        "im ernst|ernsthaft|mach weiter|nur zu"
    ),
    "en": (
        "uh huh|uhhuh|um|umm|oh|ooh|ah|aw|aww|huh|whoa|woah|yeah|yea|yah|yep|yup|yes|aye|yes sir|yes ma'am|"
        "oh yeah|right|right on|all right|alright|alrighty|okey|okey dokey|okie dokie|mkay|kay|"
        "sure|sure thing|for sure|exactly|precisely|absolutely|definitely|certainly|totally|obviously|"
        "clearly|naturally|indeed|of course|no doubt|true|true enough|that's true|"
        "that's right|thats right|you're right|correct|agreed|i agree|"
        "good point|a good point|fair|fair enough|fair point|i see|i can see that|i know|i hear you|"
        "i see what you mean|i know what you mean|i guess|i guess so|i suppose|i suppose so|i think so|"
        "i understand|i understand that|understood|got it|i got it|got you|i got you|gotcha|got ya|"
        "roger|roger that|makes sense|that makes sense|makes perfect sense|that makes perfect sense|"
        "good to know|really|oh really|is that so|is that right|no kidding|cool|nice|good|great|"
        "fine|perfect|wonderful|excellent|fantastic|brilliant|lovely|beautiful|super|sweet|neat|terrific|"
        "awesome|amazing|incredible|unbelievable|interesting|fascinating|crazy|funny|"
        "wild|not bad|good stuff|sounds good|sounds great|sounds perfect|sounds right|sounds fun|all good|"
        "it's all good|no problem|no worries|oh my|oh my god|oh my gosh|oh my goodness|my god|my gosh|"
        "my goodness|goodness|gosh|gee|jeez|geez|oh boy|oh man|oh dear|ah ha|go on|go ahead|keep going|"
        "carry on|continue|please continue|please go on"
    ),
    "es": (
        "sí|ajá|vale|claro|claro que sí|exacto|exactamente|entiendo|entendido|ya|ya veo|de acuerdo|bueno|"
        "bien|muy bien|por supuesto|cierto|es cierto|es verdad|verdad|de verdad|en serio|de veras|ah|ah sí|"
        "oh|eso|eso es|listo|okey|perfecto|mjm|órale|sale|dale|genial|excelente|estupendo|fantástico|"
        "fenomenal|maravilloso|buenísimo|guay|chévere|súper|qué bien|qué bueno|qué guay|está bien|correcto|"
        "así es|tal cual|desde luego|sin duda|seguro|efectivamente|comprendo|lo entiendo|te entiendo|"
        "ya entiendo|sin problema|me parece bien|suena bien|tiene sentido|tienes razón|tiene razón|"
        "interesante|qué interesante|dios mío|madre mía|vaya|anda|increíble|lo sé|ya lo sé|jaja|jajaja|ja ja|"
        "sigue|siga|continúa|continúe|adelante"
    ),
    "et": (
        "jah|jaa|ahah|ahaa|hästi|väga hea|väga hästi|selge|olgu|arusaadav|saan aru|sain aru|õige|õigus|"
        "täpselt|just|muidugi|loomulikult|kindlasti|tõesti|kas tõesti|tore|super|suurepärane|huvitav|nõus|"
        "olen nõus|okei|nojah|no jah|tean|ma tean|tõsi|vau|oh sa|äge|jätka|jätkake"
    ),
    "eu": (
        "bai|bai horixe|ba bai|bai noski|bai jakina|bale|ados|ondo|oso ondo|ongi|oso ongi|egia|egia da|"
        "hala da|horixe|horixe da|hori da|hori bai|noski|jakina|zalantzarik gabe|ulertzen dut|ulertu dut|"
        "ulertuta|konforme|zehazki|hain zuzen|primeran|bikain|ederto|ederki|itzela|benetan|ziur|seguru|"
        "interesgarria|ah|ah bai|a bai|oh|ene|ene bada|arazorik ez|badakit|arrazoia duzu|jarraitu|segi|"
        "aurrera"
    ),
    "fi": (
        "joo|juu|jep|kyllä|niin|nii|aivan|ahaa|okei|selvä|selvä juttu|just|justiinsa|totta|no niin|hyvä|"
        "niinpä|ymmärrän|todella|tosiaan|aijaa|vai niin|totta kai|mahtavaa|loistavaa|hienoa|hieno|upeaa|"
        "täydellistä|erinomaista|kiva|kivaa|mielenkiintoista|kiinnostavaa|oikein|aivan oikein|"
        "pitää paikkansa|tietysti|tietenkin|ilman muuta|olet oikeassa|tiedän|käy järkeen|kuulostaa hyvältä|"
        "sopii|hyvä on|kyllä vain|jaa|jaaha|vau|voi että|oho|oikeasti|niinkö|nimenomaan|täsmälleen|"
        "varmasti|näin on|niin on|jatka|jatka vain"
    ),
    "fil": (
        "oo|opo|oo nga|oo naman|oo po|sige|sige po|sige lang|okey|okay po|ok po|tama|tama po|tama nga|talaga|"
        "talaga ba|ganoon|ganun|ganoon ba|ganun ba|ganon|ah|oh|siyempre|syempre|naiintindihan ko|"
        "naintindihan ko|gets|gets ko|alam ko|totoo|totoo nga|totoo ba|maganda|galing|ang galing|ayos|"
        "ayos lang|ayos yan|magaling|mabuti|naku|sigurado|eksakto|walang problema|kaya pala|nga naman|"
        "ituloy mo|tuloy mo lang"
    ),
    "fr": (
        "oui|ouais|ouaip|d'accord|ah|ah oui|ah bon|oh|je vois|je comprends|compris|entendu|bien sûr|"
        "exactement|exact|tout à fait|voilà|super|génial|très bien|bien|c'est vrai|vraiment|absolument|"
        "effectivement|en effet|c'est ça|ça marche|carrément|ben oui|eh oui|waouh|ouah|parfait|hum|bon|"
        "c'est bon|c'est bien|c'est super|c'est génial|c'est parfait|c'est clair|c'est exact|c'est juste|"
        "c'est intéressant|c'est noté|pas de problème|pas de souci|sans problème|impeccable|nickel|"
        "excellent|magnifique|formidable|chouette|cool|certes|évidemment|clairement|bien entendu|mais oui|"
        "sûrement|juste|très juste|correct|noté|intéressant|incroyable|c'est fou|je sais|ça me va|ça roule|"
        "ça se tient|tu as raison|vous avez raison|mon dieu|oh mon dieu|oh là là|ah là là|la vache|sérieux|"
        "sérieusement|allez-y|vas-y|continue|continuez"
    ),
    "gl": (
        "si|vale|claro|claro que si|xa|xa vexo|exacto|exactamente|entendo|enténdoo|entendido|comprendo|"
        "de acordo|bo|bueno|ben|moi ben|por suposto|certo|é certo|é verdade|verdade|de verdade|en serio|"
        "así é|perfecto|xenial|estupendo|fantástico|está ben|sen problema|ten sentido|tes razón|"
        "interesante|ah|ah si|oh|eso|iso|iso é|abofé|efectivamente|desde logo|seguro|meu deus|vaia|"
        "incrible|adiante|continúa|segue"
    ),
    "hr": (
        "da|dobro|u redu|tako je|točno|naravno|jasno|razumijem|shvaćam|stvarno|ozbiljno|super|može|"
        "istina|okej|odlično|savršeno|sjajno|fantastično|izvrsno|lijepo|zanimljivo|slažem se|u pravu si|"
        "u pravu ste|nema problema|svakako|apsolutno|sigurno|kužim|znam|ima smisla|zvuči dobro|"
        "to je istina|to je točno|bože|ajme|zaista|tako|važi|pa da|nastavi|nastavite"
    ),
    "hu": (
        "igen|ühüm|ühm|jó|jól van|rendben|oké|értem|persze|pontosan|tényleg|valóban|úgy van|így van|"
        "szuper|naná|ja|remek|nagyszerű|tökéletes|kiváló|kitűnő|nagyon jó|helyes|érdekes|érthető|világos|"
        "természetesen|hogyne|biztos|biztosan|egyetértek|igazad van|igaza van|igaz|ez igaz|így igaz|"
        "semmi gond|semmi probléma|van értelme|tudom|jól hangzik|jól|úgy|istenem|te jó ég|hűha|nahát|"
        "komolyan|folytasd|folytassa"
    ),
    "id": (
        "ya|iya|oh|oh ya|oh gitu|o gitu|gitu ya|oke|baik|betul|benar|siap|paham|mengerti|begitu|"
        "begitu ya|he eh|tentu|masa|sip|bagus|bagus sekali|sempurna|hebat|mantap|keren|luar biasa|menarik|"
        "pasti|setuju|saya mengerti|saya paham|saya tahu|aku mengerti|aku paham|masuk akal|oke deh|baiklah|"
        "iya ya|oh iya|oh begitu|benar sekali|betul sekali|tepat|tepat sekali|astaga|ya ampun|ya tuhan|wah|"
        "serius|benarkah|gitu|asyik|asik|lanjut|lanjutkan|silakan lanjut"
    ),
    "it": (
        "sì|si|eh|eh sì|già|certo|certamente|esatto|esattamente|giusto|va bene|bene|d'accordo|capito|"
        "ho capito|capisco|ah|ah sì|oh|davvero|vero|è vero|infatti|appunto|perfetto|chiaro|ovvio|mh|mhmh|"
        "ecco|assolutamente|ottimo|benissimo|molto bene|va benissimo|fantastico|eccellente|bello|"
        "bellissimo|che bello|magnifico|splendido|meraviglioso|interessante|tutto chiaro|chiarissimo|"
        "giustissimo|corretto|sicuro|sicuramente|naturalmente|ovviamente|senz'altro|nessun problema|"
        "ha senso|hai ragione|ha ragione|lo so|tutto bene|proprio così|è così|certo che sì|ma dai|mio dio|"
        "oddio|caspita|accidenti|incredibile|sul serio|veramente|continua|vai avanti|prosegui"
    ),
    "lt": (
        "taip|aha|gerai|labai gerai|aišku|suprantu|supratau|teisingai|tikrai|tikrai taip|tiksliai|žinoma|"
        "puiku|nuostabu|super|sutinku|jo|nu taip|na taip|įdomu|tiesa|okei|žinau|šaunu|rimtai|būtent|oho|"
        "dieve|o dieve|vau|tęsk|tęskite"
    ),
    "lv": (
        "jā|jap|aha|labi|ļoti labi|skaidrs|saprotu|sapratu|pareizi|tieši tā|precīzi|protams|tiešām|"
        "patiešām|lieliski|super|interesanti|piekrītu|okei|zinu|taisnība|tev taisnība|forši|nu jā|nopietni|"
        "oho|vau|dievs|ak dievs|turpini|turpiniet"
    ),
    "ms": (
        "ya|ya lah|yalah|haah|ha ah|aah|okey|ok lah|okey lah|baik|baiklah|betul|betul tu|benar|tepat|"
        "tepat sekali|faham|saya faham|mengerti|oh|oh ya|oh begitu|begitu|begitulah|memang|pasti|tentu|"
        "sudah tentu|sudah pasti|setuju|bagus|bagus sekali|hebat|menarik|mantap|cantik|boleh|bolehlah|"
        "masuk akal|ye ke|yeke|iya ke|betul ke|biar betul|wah|alamak|patutlah|saya tahu|tiada masalah|"
        "teruskan|sila teruskan"
    ),
    "nb": (
        "ja|jo|jada|jepp|nettopp|akkurat|okei|greit|bra|fint|riktig|klart|selvfølgelig|forstår|skjønner|"
        "jeg skjønner|jeg forstår|sant|det er sant|virkelig|å ja|åja|perfekt|supert|flott|strålende|"
        "fantastisk|kjempebra|nydelig|kult|interessant|korrekt|helt riktig|helt sikkert|sikkert|enig|"
        "det er greit|det er fint|det er bra|i orden|gir mening|det gir mening|du har rett|det vet jeg|"
        "herregud|jøss|utrolig|jaså|nemlig|presis|så bra|fortsett"
    ),
    "nl": (
        "ja|jaja|jawel|ja hoor|jep|jo|oké|oke|precies|inderdaad|klopt|dat klopt|juist|goed|prima|"
        "duidelijk|helder|begrepen|ik snap het|snap ik|ik begrijp het|natuurlijk|zeker|echt|echt waar|"
        "leuk|mooi|oh|oh ja|ah|uh huh|perfect|geweldig|fantastisch|uitstekend|top|super|fijn|heel goed|"
        "goed zo|helemaal goed|mooi zo|prachtig|interessant|correct|exact|absoluut|uiteraard|tuurlijk|"
        "vanzelfsprekend|jazeker|geen probleem|klinkt goed|dat klinkt goed|dat is waar|dat is goed|is goed|"
        "dat snap ik|begrijp ik|dat begrijp ik|logisch|akkoord|je hebt gelijk|u hebt gelijk|ik weet het|"
        "nou ja|tja|mijn god|oh mijn god|jeetje|goh|wauw|serieus|ongelooflijk|ga door|ga verder"
    ),
    "pl": (
        "tak|no tak|jasne|dobrze|dobra|okej|oczywiście|dokładnie|właśnie|rozumiem|racja|zgadza się|"
        "pewnie|naprawdę|serio|super|fajnie|świetnie|yhm|ehe|no jasne|no właśnie|otóż to|idealnie|"
        "perfekcyjnie|doskonale|wspaniale|znakomicie|ekstra|ciekawe|interesujące|prawda|to prawda|słusznie|"
        "zgoda|zgadzam się|masz rację|ma pan rację|ma pani rację|żaden problem|ma sens|"
        "to ma sens|brzmi dobrze|wiem|bardzo dobrze|w porządku|na pewno|absolutnie|o rany|boże|mój boże|"
        "niesamowite|poważnie|kontynuuj|mów dalej"
    ),
    "pt": (
        "sim|ahã|aham|uhum|hum|tá|tá bom|tá bem|certo|claro|exato|exatamente|entendi|entendo|percebi|"
        "percebo|pois|pois é|beleza|tudo bem|isso|isso mesmo|verdade|é verdade|é|sei|com certeza|legal|"
        "bom|muito bem|ótimo|sério|ah|oh|ah tá|ah sim|está bem|já percebi|perfeito|excelente|maravilha|"
        "maravilhoso|fantástico|bacana|show|massa|joia|fixe|boa|combinado|correto|claro que sim|sem dúvida|"
        "sem problema|sem problemas|faz sentido|tem razão|tens razão|você tem razão|compreendo|eu entendo|"
        "eu sei|interessante|nossa|caramba|meu deus|uau|incrível|a sério|é mesmo|ah é|que bom|que legal|"
        "que ótimo|está bom|tudo certo|de acordo|naturalmente|evidentemente|é isso|é isso aí|pode crer|"
        "continua|continue|pode continuar"
    ),
    "ro": (
        "da|îhî|bine|sigur|exact|corect|așa|așa e|am înțeles|înțeleg|desigur|adevărat|serios|chiar|super|"
        "clar|bun|în regulă|perfect|grozav|minunat|excelent|fantastic|foarte bine|frumos|interesant|"
        "evident|bineînțeles|firește|absolut|de acord|sunt de acord|ai dreptate|aveți dreptate|e adevărat|"
        "are sens|sună bine|știu|fără probleme|zău|pe bune|doamne|dumnezeule|incredibil|okei|continuă|"
        "continuați"
    ),
    "sk": (
        "áno|hej|jasné|jasne|dobre|presne|rozumiem|chápem|iste|naozaj|vážne|super|fajn|pravda|tak|"
        "tak dobre|okej|perfektné|perfektne|skvelé|skvele|výborne|výborné|paráda|pekne|zaujímavé|správne|"
        "samozrejme|určite|súhlasím|máš pravdu|máte pravdu|to je pravda|v poriadku|žiadny problém|"
        "bez problémov|dáva to zmysel|viem|to viem|bože|páni|fakt|no jasné|pokračuj|pokračujte"
    ),
    "sl": (
        "ja|jaja|da|dobro|v redu|prav|točno|tako je|seveda|jasno|razumem|res|resno|super|odlično|krasno|"
        "lepo|zanimivo|strinjam se|se strinjam|imaš prav|imate prav|ni problema|brez problema|vem|drži|"
        "okej|zagotovo|velja|uau|moj bog|ima smisel|nadaljuj|nadaljujte"
    ),
    "sr": _SERBIAN,
    "sv": (
        "ja|jo|japp|jajamän|jaha|jaså|okej|just|just det|precis|exakt|visst|javisst|klart|bra|fint|"
        "jag förstår|förstår|sant|det stämmer|stämmer|verkligen|ja just det|självklart|m|perfekt|toppen|"
        "jättebra|mycket bra|fantastiskt|underbart|utmärkt|härligt|kul|häftigt|coolt|intressant|korrekt|"
        "rätt|helt rätt|absolut|definitivt|givetvis|naturligtvis|säkert|helt klart|jag håller med|"
        "du har rätt|det är sant|det är bra|inga problem|det låter bra|låter bra|det är rimligt|jag vet|"
        "uppfattat|jösses|herregud|otroligt|wow|fortsätt"
    ),
    "sw": (
        "ndiyo|ndio|naam|eeh|ee|ehe|enhe|sawa|sawasawa|haya|kweli|ni kweli|kweli kabisa|kabisa|hakika|"
        "bila shaka|nimeelewa|naelewa|ninaelewa|nimekuelewa|poa|vizuri|vizuri sana|vyema|nzuri|nzuri sana|"
        "safi|sawa kabisa|ahaa|aisee|alaa|kumbe|okei|barabara|najua|hamna shida|hakuna shida|"
        "hakuna matata|ndivyo|ajabu|endelea|endelea tu"
    ),
    "tr": (
        "evet|hı hı|hıhı|hıhım|tamam|peki|tabii|tabi|tabii ki|doğru|aynen|anladım|anlıyorum|öyle|öyle mi|"
        "gerçekten|gerçekten mi|olur|güzel|iyi|süper|elbette|kesinlikle|he|hee|haa|ya|vay|hadi ya|oldu|"
        "mükemmel|harika|çok güzel|çok iyi|muhteşem|şahane|enteresan|ilginç|çok ilginç|aynen öyle|"
        "haklısın|haklısınız|katılıyorum|mantıklı|kulağa hoş geliyor|biliyorum|sorun değil|sorun yok|"
        "şüphesiz|tam olarak|tamamdır|anlaşıldı|aa|aman tanrım|allah allah|inanılmaz|cidden|sahi mi|devam et|"
        "devam edin"
    ),
    "vi": (
        "vâng|dạ|dạ vâng|vâng ạ|dạ đúng|ừ|ừm|ờ|à|ồ|à ra vậy|ra thế|ra vậy|thế à|vậy à|vậy hả|đúng|"
        "đúng rồi|đúng vậy|được|ô kê|hiểu|hiểu rồi|tôi hiểu|em hiểu|thật à|thật hả|thật không|tốt|"
        "hay quá|chính xác|tuyệt|tuyệt vời|tuyệt quá|hoàn hảo|tốt quá|tốt lắm|hay|hay đấy|hay nhỉ|"
        "thú vị|thú vị đấy|đúng thế|đúng đấy|tất nhiên|dĩ nhiên|chắc chắn|chắc rồi|đồng ý|hợp lý|có lý|"
        "tôi biết|em biết|được rồi|được đấy|ổn|ok rồi|trời ơi|ôi|ôi trời|ghê|ghê thật|vậy hả|tiếp đi|"
        "tiếp tục đi|nói tiếp đi"
    ),
}
"""By language, parted by bars."""
