"""Abbreviations by language: what is written with a full stop that ends no sentence."""

from __future__ import annotations

from voicelab.text.language_rules import LanguageRules

__all__ = ["RULES"]


def _rules(
    names: str = "",
    numbers: str = "",
    others: str = "",
    openers: str = "",
    *,
    suffixes: str = "",
    ordinals: bool = False,
) -> LanguageRules:
    before_names, before_numbers, abbreviations, begin = (
        frozenset(each.split()) for each in (names, numbers, others, openers)
    )
    return LanguageRules(
        before_names, before_numbers, abbreviations, tuple(suffixes.split()), begin, ordinals
    )


_EVERYWHERE = _rules(
    names="dr prof st mr mrs ms mt sr jr gen col capt lt sgt rev hon ড ডা মো",
    numbers="no nr nos p pp vol ch fig art",
    others="etc vs cf ca approx inc ltd corp co jan feb mar apr jun jul aug sep sept oct nov dec ph",
)

RULES: dict[str, LanguageRules] = {
    "ar": _rules(
        names="د أ م أ.د",
        others="ق.م إلخ",
    ),
    "bg": _rules(
        names="г-н г-жа д-р проф инж ул бул гр обл",
        numbers="бр стр чл ал т",
        others="г в т.е т.н др вкл напр",
    ),
    "ca": _rules(
        names="sr sra srta dra av pl c",
        numbers="núm pàg art",
        others="p.ex etc aprox s.a",
        openers="el la els les en i però aquest aquesta és",
    ),
    "cs": _rules(
        names="p pí ing mgr bc mudr judr sv ul nám gen",
        numbers="č str odst čl obr sv",
        others="např tzv tj atd apod aj mj resp cca popř event tzn kupř st stol hod min tis mil mld kč",
        openers="a ale je to ten ta pak potom když v na proto on ona",
        ordinals=True,
    ),
    "da": _rules(
        names="hr fr dr skt",
        numbers="nr s kl kap stk",
        others="bl.a f.eks ca d.v.s dvs osv m.fl m.m inkl ekskl mio mia kr evt pga ift iht jf",
        openers="den det de der han hun vi jeg så men og i på når",
        ordinals=True,
    ),
    "de": _rules(
        names="dr prof hr fr frl dipl ing mag st hl pf skt str med rer nat phil jur habil",
        numbers="nr s abs art kap bd tel ziff anm abb tab jh jhd hausnr bzgl",
        others="bzw ca z.b d.h u.a usw usf etc evtl ggf inkl exkl vgl sog zzgl bspw u.u i.d.r v.a s.o s.u "
            "o.ä u.ä mind max min std sek mio mrd tsd geb gest verh jan feb apr aug sept okt nov dez chr "
            "gegr allg engl frz lat dt gem ger geh gek getr mittl gestr österr schweiz str nachm vorm pck",
        openers="der die das den dem ein eine es er sie wir ich ihr du und aber dann danach doch in im am "
            "an auf bei mit von für wenn als wie was wer wo warum so nun heute dort hier da dies diese "
            "dieser dieses auch denn deshalb sein seine ihre man nach vor zu zum zur",
        suffixes="str nr",
        ordinals=True,
    ),
    "el": _rules(
        names="κ κα άγ δρ καθ αγ οδ λεωφ",
        numbers="αρ σελ κεφ τηλ",
        others="π.χ δηλ κ.λπ κλπ κ.ά μ.χ π.μ μ.μ βλ περ",
        openers="ο η το οι τα και αλλά όμως στο στη είναι",
    ),
    "en": _rules(
        names="dr prof mr mrs ms mt st gen col capt lt sgt rev hon gov sen rep pres messrs mme "
            "det bro fr adm cmdr cpl pvt insp supt amb atty",
        numbers="no nos p pp vol vols ch fig figs eq sec art para op ver apt ex tab app eqn eqs "
            "thm chap sect pt",
        others="maj al e.g i.e a.m p.m etc vs cf approx inc ltd corp co llc bros jr sr dept univ est ave "
            "blvd rd ln hwy sq jan feb mar apr jun jul aug sep sept oct nov dec tue tues thu thur thurs fri "
            "ph.d m.d b.a m.a u.s u.k u.n d.c b.c a.d min max avg dept govt misc ext tel hrs hr mins ft lb "
            "lbs oz tsp tbsp esp incl viz",
        openers="the a an it he she they we you i this that these those there then but and so if in on at "
            "when what how why who where however its his her their our my your as after before for with to "
            "by from some many most not let do did does is are was were can could would will please here "
            "now also both each one all even while although because since until today later finally yes no "
            "meanwhile instead",
    ),
    "es": _rules(
        names="sr sra srta sres dr dra d dña prof mons hno hna tte cnel sgto ing lic av avda "
            "gral c cía pza sta sto ee rr ff jj cc ss",
        numbers="núm pág págs art cap tel n.º",
        others="p.ej etc aprox ud uds vd ee.uu uu hh aa oo a.c d.c a.m p.m s.a máx mín ej ene abr ago dic",
        openers="el la los las un una en y pero es no se al de por para como cuando este esta ese él ella "
            "ellos yo si su también luego después entonces hoy aquí hay",
    ),
    "fa": _rules(
        names="د",
        others="ق.م ه.ش",
    ),
    "fi": _rules(
        names="hra rva tri prof fil",
        numbers="nro s klo luku",
        others="esim ns mm jne ym yms ks vrt n eaa jaa eli ts tms mrd milj min kpl puh os",
        openers="se hän he ja mutta kun on tämä ne me minä sitten silloin",
        ordinals=True,
    ),
    "fr": _rules(
        names="m mm mme mmes mlle mlles dr drs pr me st ste mgr av bd boul",
        numbers="p pp art chap fig n vol tél bât apt appt esc ét réf sect",
        others="etc cf env ex p.ex av apr hab min max janv févr juil sept oct nov déc c.-à-d",
        openers="le la les un une des il elle ils elles on nous vous je tu ce cette ces et mais en dans à "
            "au aux puis alors si quand comme pour par de du son sa ses",
    ),
    "he": _rules(
        names="ד\"ר פרופ גב",
        numbers="עמ מס",
    ),
    "hi": _rules(
        names="डॉ डा श्री श्रीमती सुश्री प्रो पं कु मो",
        numbers="सं पृ नं रु",
        others="ई.पू ई कि.मी कि.ग्रा मि",
    ),
    "hr": _rules(
        names="g gđa dr prof sv ul mr ing",
        numbers="br str čl st sv",
        others="npr tj tzv itd sl i.dr dr god tis mil mlrd oko cca odn",
        openers="a ali to je on ona u na kad tada zatim ovaj",
        ordinals=True,
    ),
    "hu": _rules(
        names="dr prof özv ifj id szt",
        numbers="sz o old",
        others="pl kb ún stb ill vö ti ford szül u kft rt bt db",
        openers="a az és de egy ez ő ők mi én majd akkor ha",
        ordinals=True,
    ),
    "id": _rules(
        names="dr drs ir h hj tn ny sdr jl prof jend",
        numbers="no hlm hal tel",
        others="dll dsb dst dkk a.n s.d pt tbk rp",
        openers="ini itu dia kami saya mereka dan tetapi di pada yang",
    ),
    "it": _rules(
        names="sig sigg sig.ra dott dott.ssa dr prof mons gen col cap card ing avv arch on s p.zza v.le "
            "egr gent spett",
        numbers="n pag pagg art cap tel fig sec vol par",
        others="ecc es p.es ca a.c d.c c.a s.p.a s.r.l max min gen febb apr ott dic",
        openers="il lo la i gli le un una e ma in di per è non si poi allora quando questo questa lui lei "
            "noi",
    ),
    "ja": _rules(),
    "ko": _rules(),
    "nb": _rules(
        names="hr fr dr prof st",
        numbers="nr s kl kap",
        others="bl.a f.eks ca dvs osv m.m mfl inkl ekskl mill mrd kr evt pga jf ifm mht",
        openers="den det de han hun vi jeg så men og i på når da dette",
        ordinals=True,
    ),
    "nl": _rules(
        names="dhr mevr mw dr drs prof ir ing mr st",
        numbers="nr blz p art hfst tel",
        others="bijv bv enz o.a d.w.z m.a.w t.a.v i.v.m t.o.v ca evt incl excl max min nl resp mln mld jan "
            "feb mrt apr aug sept okt nov dec jl",
        openers="de het een en maar in op dit dat deze die hij zij ze we wij ik er dan toen als voor met "
            "van",
    ),
    "pl": _rules(
        names="p dr prof inż mgr lek św ul al pl gen płk ks im",
        numbers="nr s str art ust pkt poz rozdz",
        others="np tzn tzw itd itp m.in tj ok godz min tys mln mld zł r w wg por ww jw",
        openers="a ale i to jest on ona oni w na po potem kiedy ten ta te wtedy",
        ordinals=True,
    ),
    "pt": _rules(
        names="sr sra srta dr dra prof profa gen cel ten pe eng d av r pça sto sta exmo exma",
        numbers="nº n núm pág págs art cap tel séc vol fig apto bl",
        others="p.ex etc aprox a.c d.c s.a ltda máx mín jan fev abr ago set out dez v.exa",
        openers="o a os as um uma e mas em no na de por para é não se ele ela eles eu nós este esta isso "
            "quando depois então também",
    ),
    "ro": _rules(
        names="dl dna dr prof ing sf str bd gen",
        numbers="nr pag art alin cap tel sec vol fig",
        others="etc ex de.ex aprox cca î.hr d.hr ș.a s.a",
        openers="el ea ei este un o și dar în la cu pe acest când apoi",
    ),
    "ru": _rules(
        names="г-н г-жа проф акад им ул пр просп пл пер св оз пос дер обл наб бул",
        numbers="стр рис табл гл п пп ст № тел д кв корп",
        others="г гг в вв т.е т.д т.п т.к др пр напр см ок руб коп тыс млн млрд км кг н.э до.н.э мин сек ч "
            "англ нем",
        openers="в на и а но он она они это мы я вы как когда если для по с затем потом также",
    ),
    "sk": _rules(
        names="p pí ing mgr bc mudr judr sv ul nám gen",
        numbers="č str ods čl obr",
        others="napr tzv tj t.j atď apod a.i resp cca príp tzn hod min tis mil mld",
        openers="a ale je to ten tá potom keď v na on ona",
        ordinals=True,
    ),
    "sv": _rules(
        names="hr fr dr prof s:t",
        numbers="nr s kl kap",
        others="t.ex bl.a d.v.s dvs osv m.m m.fl ca etc inkl exkl milj mdr kr ev pga jfr fr.o.m t.o.m o.s.v",
        openers="den det de han hon vi jag så men och i på när då denna",
    ),
    "ta": _rules(
        names="திரு திருமதி டாக்டர்",
        others="கி.மு கி.பி",
    ),
    "th": _rules(
        others="พ.ศ ค.ศ น ดร ถ ต อ จ",
    ),
    "tr": _rules(
        names="dr prof doç av sn st hz alb",
        numbers="no s sf bkz md",
        others="vb vs örn yy m.ö m.s tic ltd şti cad sok mah apt",
        openers="bu o ve ama bir ben biz siz onlar sonra çünkü",
        ordinals=True,
    ),
    "uk": _rules(
        names="п проф акад ім вул пр просп пл св оз смт обл",
        numbers="стор с рис табл гл п ст тел",
        others="р рр ст т.д т.п т.ч тобто ін напр див грн тис млн млрд км кг н.е хв",
        openers="в у на і й а але він вона вони це ми я ви як коли якщо для потім також",
    ),
    "vi": _rules(
        names="ts ths gs pgs bs tp q p ô",
        others="v.v",
    ),
    "zh": _rules(),
}  # fmt: skip
"""By the language, of those in `voicelab.text.languages`."""

RULES = {language: rules | _EVERYWHERE for language, rules in RULES.items()}
