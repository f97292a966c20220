"""Surnames that are everyday English words too, so that small letters alone do not make them a name.

Written for this product from what surnames are common in its countries. A surname that is missing here is found
in small letters as well, which keeps its person out of a concern until another reader lets them in; one that is
here is found with a capital letter or a title. Neither loses a concern.
"""

EVERYDAY_WORDS = frozenset(
    """
    abbey abbot acres alder alley almond anger angel apple april archer arrow ash august autumn
    baker bacon badger ball banks barber bark barley barn barrel bass bath batten battle bay beach beacon bean bear
    beard beck bell belt bench bent berry best bird bishop black blade blank bliss blood bloom blossom blow blue
    blunt boat body bold bolt bond bone book boot border boss bottom bow bowl bowman box boy brace bread bridge
    bridges bright brook brooks broom brother brown brush buck bull bunch burden burn burns bush butcher butler
    butter button buzz
    cable cage cake camp candy cane cannon cap card care carpenter carpet carver case cash castle cave chalk chance
    chapel chapman chase child christmas church clark clay cloak close coal coat cock cold collar comfort constable
    cook cooke cooper copper coral cord corn cotton couch court cousin cover coward craft crane cream creek crook
    cross crouch crow crown cruise cup curry cutter
    dale dance dark darling dash dawn day dean deal dear deer dew dial dixie dock doe dollar door dove dowry down
    drake drew drink drummer duck duke dust dyer
    eagle early earl east edge elder elm england english ever every
    fair fairy falcon falls farmer farrier fast father feather fell fence fern field fields finch fine fire first
    fish fisher flag fleet fletcher flint flood flower flowers foot ford forest forester fort forward foster fowl
    fox frame free freeman french friday friend frost fry fuller funk
    gale gamble game garden gardener gardner garland gates gay gentle german giles glass glover gold golden good
    gown grace grain grand grant grave graves gray green grey groom ground grove groves guest guide gull gun guy
    hail hale hall ham hammer hammond hand hands hard harden hardy hare harm harp harper hart harvest harvey hatch
    hatcher hawk hawks hay head heal heard heart hearts heath heather heaven hedge hedges held herd hero high hill
    hills hind hoard hogg hole holiday hollow holly holmes home honey honour hood hook hope hopper horn horse host
    house how huff hunt hunter hurt hush hyde
    ice inch inn iron
    jack january jar jay jewel joiner jolly jordan joy judge july june just
    keen keep kemp key kind king kings kitchen kite knight knock
    lace ladder lake lamb lance land lane large lark last law lawn lay leaf leaper ledger light lilly lily lime
    linen lion little lock lodge london long lord love lovely low luck lyon
    mace maiden mail major male mall manor march mark market marks marriage marsh marshal marshall martin mason
    masters may mead means mellow mercer merchant merry might miles mill miller mills mine mint mist money monk
    moody moon moor moore more moss mound mountain mouse mustard
    nail nation new newly newman nice night noble noon north nurse nutter
    oak oakley oaks oates offer old oliver olive onions orange orchard over owen
    pace pack page pain paine painter pants parent park parker parrot parson parsons part partridge past patch
    patience pay peace peach peacock pear pearl peel pen penny pepper perfect perry pike pilgrim pine pink piper
    pitt place plank plant plum plumb plummer pole pond pool poole pope porter post pot potter potts pound power
    powers price priest prince prior proud pull purse
    quarter queen quick quill
    rabbit race rain rainbow ram raven ray read reader ready reason reed reeve rest rice rich riches ridge rigg
    ring rivers roach road roads robin rock rocks rod rode rook rooks rose rough round rowan rower rule rush rust
    sadler safe saint sale salmon salt sand sands saturday saw sawyer say sayer seal sealy sear self sell service
    shade shadow sharp shaw sheep sheldon shell shepherd shield shields ship shoemaker shore short shower silk
    silver singer skinner slack slate slater sleep sly small smart smith snail snow sore south spark sparks speak
    speaker spear speed spells spence spencer spice spring square squire stable stack stain stamp stand star start
    steady steel steer step stiff still stock stocks stone stones store storm story stout stow strange stream
    street strong style such sugar summer summers sun sunday swallow swan sweet swift sword
    table tailor tall tanner tart taylor tear teller temple thatcher thick thomas thorn thrift thrower tickle tide
    tiller timber tinker todd tomb tower towers town trainer trainor trap travel tree trees trick trim trip trow
    true trumper tuck tucker turn turner twist tyler
    under upright usher
    vale valentine valley vane venture vicar vine virgin vivid
    wade wage wagner waist wait waite wake walk walker wall walls waller wand ward ware warm warner waste water
    waters watts waving way weaver webb weeks well wells west whale wheat wheel wheeler whisker white wild wilder
    will wills wind window winds wine wing winner winter winters wise with witty wolf wood woods wool work workman
    worth wren wright
    yard yarn yates year yellow yes young younger youth
    """.split()  # noqa: SIM905  (words read better than quotation marks)
)
