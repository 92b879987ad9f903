/**
 * The 1,024 words (10 bits each) that two people read to each other.
 *
 * Chosen for bad sound: plain, concrete, at most twelve letters, no two that differ by one letter, none that
 * hurts in a consulting room. Our own list. The order is part of the protocol: both browsers index into it,
 * so a change needs a new label in `keys.ts`.
 */
const LIST = `
accordion acorn acrobat address adventure afternoon agenda airplane airport album alley almond alpaca alphabet amber amethyst
anchor animal ankle answer antenna anthem antique apple apricot april apron aquarium archer arena armchair aroma
arrow artichoke artist asparagus aspen astronaut athlete atlas attic auburn august autumn avenue avocado awning baby
backpack bacon badge bagel baker balcony ballad balloon ballpark bamboo banana bandage banjo banner barbecue barefoot
barley barn baseball basil basket basketball bassoon bathtub battery bazaar beach bead beanbag beaver bedroom beetle
beetroot bell bicycle binoculars biology birch birthday blackberry blackbird blanket blender blossom bluebell blueberry boat bobbin
bonfire bonnet boomerang border boulder bouquet boutique bowling bracelet branch breakfast breeze bridge broccoli brochure bronze
broom brother bubble buckle budget buffalo buffet bundle bungalow bunny burger buttercup butterfly buttermilk button cabbage
cabin cabinet cactus cafe calcium calendar camel camera campfire camping canal canary candle candy canoe cantaloupe
canvas canyon capsule captain caramel caravan cardboard cardigan cargo carnival carousel carpenter carpet carrot cartoon cartwheel
cascade cashew castle caterpillar cathedral cedar ceiling celery cello cement center ceramic cereal chalk champion chapel
chapter charcoal charm checkers cheddar cheerful chemist cherry chestnut chickadee chicken chimney chipmunk chocolate chorus cinema
cinnamon circle circus citizen citrus city clarinet classroom clay clever cliff climate climber clipboard clothing cloud
coach coast coaster cobweb cockatoo coconut collar college comet comfort comic compass composer computer concert confetti
cookbook copper coral corner cosmos costume cottage cotton country courtyard cousin cowboy coyote cradle cranberry crayon
crescent cricket crimson crocus crossword crumb crystal cucumber cupboard cupcake custard cypress daffodil dairy dancer dashboard
daughter daylight december decimal deckchair dentist desert desk desktop dewdrop diamond dictionary digital dinner diploma director
dishwasher doctor dolphin domino donkey doorbell dormouse doughnut dove downtown dragon dragonfly drama drawer dresser driftwood
driver duck dumpling eagle earring earth easel echo eclipse editor eggplant elastic elbow electric elephant elevator
emerald energy engine envelope equator eraser escalator espresso evening evergreen exercise explorer fabric factory fairground falcon
family farmer fashion father faucet february fence fennel fern festival fiction fiddle field finger firefly fireplace
fisherman flag flamingo flashlight floral flower flute folder fondue football footprint forehead forest fork fortune fossil
fountain foxglove fragrance freckle freezer friend friendly frisbee frog frosting fruit galaxy gallery gallop garage garden
garland garlic garment gate gazelle gecko gemstone gentle geography geranium giant gingerbread giraffe glacier glider globe
goalkeeper golden golf gondola goose gooseberry gorilla grandma granite grape grapefruit grasshopper green greyhound grocery guitar
haircut halibut hallway hamburger hammer hammock hamster handbag handshake happy harbor harmonica harmony harp harvest haystack
hazelnut headlight headphones heather hedge hedgehog helicopter helmet heron hibiscus highway hiking hillside history hockey holiday
homework honey honeycomb horizon horse hospital hotel hummingbird husband hydrant iceberg icicle iguana indigo infant insect
interview invitation island ivory jacket jaguar january jasmine javelin jelly jersey jigsaw jogging journal journey joyful
juggler juice jukebox june jungle juniper kangaroo ketchup kettle keyboard kingfisher kitchen knapsack knitting knuckle laboratory
ladder ladle ladybug lagoon lake lakeside lamp landmark language lantern laptop latitude laundry lavender lawn lawyer
leaf leaflet leapfrog lemon lemonade lemongrass lentil leopard lesson letter lettuce library lifeboat lifeguard lighthouse lilac
lily limestone limousine lizard llama lobster locomotive luggage lullaby lumber lunch luxury macaroni machine magazine magenta
magic magnolia magpie mahogany mailbox mailman mammoth mandarin mandolin mango mantle maple marathon marble marigold marina
market marmalade matchbox mattress meadow mealtime measure mechanic medal melody melon memory menu mercury mermaid meteor
microphone midnight milk milkshake mineral mint mirror mitten moccasin modern moment monday monument moonbeam moonlight morning
mosaic moss motorbike moustache movie muffin mulberry mural museum mushroom napkin nature nectar nectarine needle neighbor
nephew nest network newborn newspaper nickel niece nightfall nightgown nightingale notebook novel november nurse nursery nutmeg
nylon oasis oatmeal oboe ocean october octopus office olive omelet onion opera orbit orchard orchestra orchid
oregano origami ostrich otter outdoors oval overcoat oxygen oyster pacific package paddle padlock paintbrush painter pajamas
palace palm pancake panda panorama papaya paper parachute parade paradise parcel park partner passport pasta pastel
pastry patchwork patio pavement pavilion peacock peanut pearl pebble pecan pelican pencil penguin peppermint periscope petal
petunia phone photograph piano pickle picnic pigeon pillow pilot pineapple pinecone pinwheel pioneer pistachio pizza planet
platinum platypus playground poem polar polka pollen pomegranate popcorn porcupine porridge porter portrait postcard postman potato
pottery powder prairie present pretzel primrose prism promise propeller pudding pumpkin puppet purple puzzle pyramid quarter
question quilt rabbit raccoon radar radio radish rafting railroad railway rainbow raincoat raindrop raisin ranger raspberry
raven recipe record recorder rectangle redwood reef reindeer rescue restaurant rhubarb rhythm ribbon rice rickshaw riverbank
rooster rosemary ruby rucksack ruler runner sailboat salad salamander salmon salt sandal sandbox sandcastle sandwich sapphire
sardine satellite satin saturday saturn saucepan sausage savanna sawdust saxophone scallop scarecrow scarf scarlet scenery scholar
school science scissors scooter scout scrapbook scribble seagull seahorse seashell seaside season seaweed secret september sequoia
serenade shampoo shamrock sheep shelf shepherd shirt shoe shoelace shoulder shovel shower shuttle sidewalk silver sister
skateboard sketch skiing skylark skylight slipper smoothie snail snapdragon sneaker snowball snowflake soccer sofa soprano sourdough
souvenir spaghetti sparrow speedboat sphere spiral sponge spoon spring sprout square squash squirrel stable stadium stairway
stapler starfish starling station statue steamboat stepladder sticker stitch stopwatch strawberry stream street stroller student studio
submarine subway sugar suitcase summer sunday sunflower sunset surfboard surfing swan swing sycamore symphony syrup tabby
tablet tadpole tailor talent tangerine tapestry taxi teacher teacup teapot telegram telescope temple tennis tent terrace
textile theater thermometer thermos thimble thistle thousand thread thumb thunder thursday ticket tiger timber tinsel today
toffee tomato tongue toolbox torchlight tortoise toucan tourist towel township tractor traffic trailer train trampoline trapeze
traveler treasure tree treetop triangle tricycle trolley trombone trophy tropical trousers trout truck truffle trumpet tuesday
tugboat tulip tunnel turnip turtle twilight ukulele umbrella unicorn uniform universe upstairs utensil vacation vanilla varnish
vase vegetable velvet veranda village vinegar vineyard vintage violet violin visitor vitamin volcano volleyball volume voyage
waffle wagon waistcoat waiter walkway wallet wallpaper walnut walrus waltz wardrobe warehouse waterfall waterlily watermelon wedding
wednesday weekend wetland wheat wheel wheelbarrow whirlpool whisker wicker wildflower windmill window winter wisdom wombat wonder
woodland woodpecker woodwind workshop wristwatch yacht yard yearbook yesterday yoga yogurt zebra zigzag zinc zodiac zucchini
`;

export const WORDS: readonly string[] = LIST.trim().split(/\s+/);
